// Detection: see README.md, the map of the house.
