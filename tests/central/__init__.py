"""Mirror of central/: contract tests over real HTTP against a really started platform."""
