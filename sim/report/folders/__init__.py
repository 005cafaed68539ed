"""What each verb writes: tables, figures and the report of a folder."""
