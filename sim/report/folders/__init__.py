"""Files written by each verb: tables, figures and the report of a folder."""
