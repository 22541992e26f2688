"""What every group of settings is."""

from pydantic import BaseModel, ConfigDict


class Section(BaseModel):
    """A frozen group of settings; an unknown key is a fault."""

    model_config = ConfigDict(frozen=True, extra="forbid")
