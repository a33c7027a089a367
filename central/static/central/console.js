// htmx would write a style into the page, which the policy allows nobody; console.css has it.
htmx.config.includeIndicatorStyles = false;
// Unfold's script writes the name of a chosen file into whatever text field is near, which is one of ours: a matter's code.
addEventListener("change", (event) => event.target.matches?.("input[type=file]") && event.stopPropagation(), true);
