"""From a draft to the kiosks: red-card gate, review by others, releases in stages, notices and the switch of each matter."""
