"""The same work written for other engines, as somebody who knows each of them would."""
