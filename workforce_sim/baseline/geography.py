"""Distances between councils from their approximate centres."""

import numpy as np

from workforce_sim.baseline.arrays import Floats, Ints

EARTH_RADIUS_KM = 6371.0
"""Mean radius of the Earth (IUGG); a physical constant, not an assumption."""


def distances_km(latitude: Floats, longitude: Floats) -> Floats:
    """Great-circle distances in km, shape (n, n), by the haversine formula; degrees in."""
    lat, lon = np.radians(latitude), np.radians(longitude)
    across = np.sin((lat[:, None] - lat) / 2) ** 2
    along = np.cos(lat)[:, None] * np.cos(lat) * np.sin((lon[:, None] - lon) / 2) ** 2
    return np.asarray(2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.clip(across + along, 0.0, 1.0))))


def nearest(distance: Floats) -> Ints:
    """Other councils of each council, nearest first, shape (n, n - 1); ties by position."""
    n = len(distance)
    order = np.argsort(distance + np.where(np.eye(n, dtype=bool), -1.0, 0.0), axis=1, kind="stable")
    return np.asarray(order[:, 1:], dtype=np.int64)
