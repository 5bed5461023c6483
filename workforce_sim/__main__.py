"""`python -m workforce_sim` is the same as `workforce-sim`."""

from workforce_sim.cli.main import main

if __name__ == "__main__":
    main()
