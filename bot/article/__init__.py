"""The article "Fix: SMTP error 550 when sending mail": causes and methods in words, one folder a language."""
