"""A template pack named ``krds`` for django-crispy-forms: forms in Korea's government design system (KRDS)."""
