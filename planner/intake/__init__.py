"""What a coordinator gives through forms: files, settings, the columns of a survey."""
