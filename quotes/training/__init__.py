"""Training the shipped models; `training_steps` has the steps in order."""
