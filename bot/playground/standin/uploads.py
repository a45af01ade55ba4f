"""files.getUploadURLExternal, files.completeUploadExternal, files.delete: how the app uploads files."""

from __future__ import annotations

import mimetypes
from collections.abc import Mapping

from bot.playground.standin.calls import Call, Method
from bot.playground.standin.chat import new_bot_message, thread_of, writable_channel
from bot.playground.standin.errors import SlackError
from bot.playground.standin.payload import Payload
from bot.playground.standin.records import Upload


def get_upload_url(call: Call) -> Payload:
    """files.getUploadURLExternal: where to send a file of that name and length (bytes)."""
    file_id = call.workspace.new_id("F")
    upload = Upload(file_id, call.text("filename"), call.whole("length", 0), call.text("alt_txt", ""))
    if upload.length <= 0:
        raise SlackError("invalid_arguments", ["[ERROR] must be greater than 0: length"])
    call.workspace.uploads[file_id] = upload
    return {"upload_url": f"{call.base_url}upload/v1/{file_id}", "file_id": file_id}


def complete_upload(call: Call) -> Payload:
    """files.completeUploadExternal: the files become real, and are shared where `channel_id` says."""
    workspace = call.workspace
    wanted = call.structure("files", "invalid_arguments")
    if not isinstance(wanted, list) or not wanted:
        raise SlackError("invalid_arguments", ["[ERROR] missing required field: files"])
    channel = writable_channel(call, "channel_id") if call.text("channel_id", "") else None
    thread_ts = thread_of(call, channel) if channel else None
    files = [_stored(call, entry) for entry in wanted]
    if channel is not None:
        call.limits.post(channel.id, workspace.now())
        message = new_bot_message(workspace, channel, call.text("initial_comment", ""), [])
        message.files, message.thread_ts = files, thread_ts
        workspace.post(message)
    return {"files": files}


def _stored(call: Call, entry: object) -> Payload:
    workspace = call.workspace
    upload = workspace.uploads.pop(str(entry.get("id")), None) if isinstance(entry, dict) else None
    if upload is None or upload.content is None or not isinstance(entry, dict):
        raise SlackError("file_not_found")
    name = upload.name.replace("/", "_")
    mimetype = mimetypes.guess_type(name)[0] or "application/octet-stream"
    extra: Payload = {"title": str(entry.get("title") or name), "is_public": False}
    if upload.alt_text:
        extra["alt_txt"] = upload.alt_text
    return workspace.add_file(
        name,
        upload.content,
        user=workspace.app.bot_user,
        filetype=name.rpartition(".")[2].lower() or "binary",
        mimetype=mimetype,
        url_base=call.base_url,
        extra=extra,
        file_id=upload.file_id,
    )


def delete(call: Call) -> Payload:
    """files.delete: the app's own files only."""
    workspace, file_id = call.workspace, call.text("file")
    if workspace.files.get(file_id, {}).get("user") != workspace.app.bot_user:
        raise SlackError("file_not_found")
    del workspace.files[file_id], workspace.contents[file_id]
    return {}


METHODS: Mapping[str, Method] = {
    "files.getUploadURLExternal": Method(get_upload_url, ("files:write",)),
    "files.completeUploadExternal": Method(complete_upload, ("files:write",)),
    "files.delete": Method(delete, ("files:write",), tier=3),
}
