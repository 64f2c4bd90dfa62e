"""The coach among a Linux desktop's other players: it turns them down, and is steered by the same keys."""
