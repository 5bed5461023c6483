"""The labour market: posts, candidates, agency work, newcomers and training."""
