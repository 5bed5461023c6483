"""Cases and absences: what happens to a child's case, who holds it, and who is away."""
