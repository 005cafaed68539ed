"""M1, attrition: the laws by which engaged forces wear each other down, casualties, replacements and salvos."""
