"""Why an offensive stalls: a held line, reserves, culmination, or all three."""
