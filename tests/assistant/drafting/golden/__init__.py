"""Case files, and the drafts of them that counsel has read."""
