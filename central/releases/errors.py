"""What a person at the publisher's command line did wrong, or what is missing; a sentence."""


class ReleaseError(Exception):
    """Nothing was published; the text says what to do."""
