"""The command line: parse, call the service, print. No rules, no SQL."""
