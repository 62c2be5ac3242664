"""Process definitions: reviewable data that says what the law allows, sliced by version."""
