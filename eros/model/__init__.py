"""Nouns: frozen values that check themselves."""
