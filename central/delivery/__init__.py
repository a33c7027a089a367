"""How the result of a case reaches its citizen: parcels with checked tracking numbers, or handed over."""
