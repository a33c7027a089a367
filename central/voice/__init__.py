"""The voice of the citizen: what follows from a bad rating, and complaints, consultations and suggestions as tickets."""
