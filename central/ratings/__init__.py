"""好差评: anonymous ratings."""
