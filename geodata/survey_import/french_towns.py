"""Chefs-lieux of the French départements: names that say « from elsewhere » by themselves."""

from typing import Final

CHEFS_LIEUX: Final = (
    *("Bourg-en-Bresse", "Laon", "Moulins", "Digne-les-Bains", "Gap", "Nice", "Privas"),
    *("Charleville-Mézières", "Foix", "Troyes", "Carcassonne", "Rodez", "Marseille", "Caen"),
    *("Aurillac", "Angoulême", "La Rochelle", "Bourges", "Tulle", "Ajaccio", "Bastia", "Dijon"),
    *("Saint-Brieuc", "Guéret", "Périgueux", "Besançon", "Valence", "Évreux", "Chartres"),
    *("Quimper", "Nîmes", "Toulouse", "Auch", "Bordeaux", "Montpellier", "Rennes", "Châteauroux"),
    *("Tours", "Grenoble", "Lons-le-Saunier", "Mont-de-Marsan", "Blois", "Saint-Étienne"),
    *("Le Puy-en-Velay", "Nantes", "Orléans", "Cahors", "Agen", "Mende", "Angers", "Saint-Lô"),
    *("Châlons-en-Champagne", "Chaumont", "Laval", "Nancy", "Bar-le-Duc", "Vannes", "Metz"),
    *("Nevers", "Lille", "Beauvais", "Alençon", "Arras", "Clermont-Ferrand", "Pau", "Tarbes"),
    *("Perpignan", "Strasbourg", "Colmar", "Lyon", "Vesoul", "Mâcon", "Le Mans", "Chambéry"),
    *("Annecy", "Paris", "Rouen", "Melun", "Versailles", "Niort", "Amiens", "Albi", "Montauban"),
    *("Toulon", "Avignon", "La Roche-sur-Yon", "Poitiers", "Limoges", "Épinal", "Auxerre"),
    *("Belfort", "Évry-Courcouronnes", "Nanterre", "Bobigny", "Créteil", "Cergy", "Pontoise"),
    *("Basse-Terre", "Fort-de-France", "Cayenne", "Saint-Denis", "Mamoudzou"),
)
"""Names of the Code officiel géographique (INSEE), in the order of the départements' numbers."""
