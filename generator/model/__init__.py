"""Turns labelled pictures into trained networks, and proves that loaded ones are the same."""
