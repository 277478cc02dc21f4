"""What measures the pipeline and makes its models."""
