"""What each verb prints."""
