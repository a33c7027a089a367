"""View models: what each screen shows, as frozen values without Qt. The screens decide nothing."""
