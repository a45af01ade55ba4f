"""What bounced, why, where, and what helped: cases counted, and the picture of them. No addresses in any of it."""
