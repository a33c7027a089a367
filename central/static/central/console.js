// htmx would write a style into the page, which the policy allows nobody; console.css has it.
htmx.config.includeIndicatorStyles = false;
