"""A stand-in for Slack: a workspace in this process that speaks Slack's protocol and keeps Slack's limits."""

from bot.playground.standin.courier import Timing
from bot.playground.standin.forms import FormError
from bot.playground.standin.people import Outcome, Person
from bot.playground.standin.records import Channel, Message, User, View
from bot.playground.standin.rooms import Room, Upload
from bot.playground.standin.stand_in import SlackStandIn

__all__ = [
    "Channel",
    "FormError",
    "Message",
    "Outcome",
    "Person",
    "Room",
    "SlackStandIn",
    "Timing",
    "Upload",
    "User",
    "View",
]
