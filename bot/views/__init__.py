"""Block Kit as pure functions, one module a job, each beside the reader of its form."""
