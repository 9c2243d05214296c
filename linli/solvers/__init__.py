"""Pure algorithms: frozen data in, frozen data out; no database, no clock, a seed where chance plays."""
