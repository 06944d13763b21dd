"""From labelled documents to a model directory, and the figures that say how good it is."""
