"""A plan whose every free text is hostile."""

from planner.plan import Plan

HOSTILE = (
    "=1+1|<img src=x onerror=alert(1)><svg onload=alert(1)>\"'><script>window.flag=1</script>"
    "</script><!-- {{7*7}} {number} javascript:alert(1) \u2028 https://example.org/x.png"
)
FREE = {
    "territory_name", "notice", "need_method", "name", "epci_name", "canton_name", "commune_name",
    "base_commune_name", "hours_note", "detail", "explanation", "condition", "nearest_offer_name",
    "sources", "assumptions", "change", "kind", "postcode",
}  # fmt: skip


def poison(value: object, key: str = "") -> object:
    """The same record with every free text made hostile."""
    if isinstance(value, dict):
        return {name: poison(part, name) for name, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [poison(part, key) for part in value]
    return HOSTILE if isinstance(value, str) and key in FREE else value


def poisoned_plan(plan: Plan) -> Plan:
    """The same plan with every free text made hostile."""
    data = plan.model_dump(mode="json")
    poisoned = {
        key: value if key == "settings" else poison(value, key) for key, value in data.items()
    }
    for objective, own in zip(poisoned["objectives"], data["objectives"], strict=True):
        objective["name"] = own["name"]
    return Plan.model_validate(poisoned, strict=False)
