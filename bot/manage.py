"""`python -m bot keys` and `python -m bot users`: who may ask."""

import argparse
import getpass
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from index.errors import UserError
from index.settings import setting

if TYPE_CHECKING:  # what hashes passwords is imported by the commands that need it: `bot ask` shall not wait for it
    from .access.keys import Key, Keys
    from .access.users import Users


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The two commands, each with what it can do; `run` is set to the function that does it."""
    keys = commands.add_parser("keys", help="khóa API: tạo, xem, thu hồi").add_subparsers(required=True, metavar="VIỆC")
    make = keys.add_parser("make", help="tạo một khóa; khóa chỉ được in ra một lần")
    make.add_argument("label", metavar="TÊN", help="khóa dùng cho ai, chẳng hạn tên cổng thông tin")
    make.add_argument("--days", type=_days, metavar="N", help="hết hạn sau N ngày (mặc định: không hết hạn)")
    make.set_defaults(run=_make)
    keys.add_parser("list", help="xem các khóa").set_defaults(run=_list_keys)
    revoke = keys.add_parser("revoke", help="thu hồi một khóa, có hiệu lực ngay")
    revoke.add_argument("id", metavar="MÃ", help="mã của khóa, xem bằng keys list")
    revoke.set_defaults(run=_revoke)
    users = commands.add_parser("users", help="người đăng nhập trang hỏi đáp: thêm, xem, bỏ").add_subparsers(required=True, metavar="VIỆC")
    add = users.add_parser("add", help="thêm người dùng, hoặc đặt mật khẩu mới; mật khẩu được hỏi, hoặc đọc từ dòng đầu của đầu vào chuẩn")
    add.add_argument("name", metavar="TÊN")
    add.set_defaults(run=_add_user)
    users.add_parser("list", help="xem người dùng").set_defaults(run=_list_users)
    remove = users.add_parser("remove", help="bỏ người dùng; phiên đang mở kết thúc ngay")
    remove.add_argument("name", metavar="TÊN")
    remove.set_defaults(run=_remove_user)


def _keys() -> "Keys":
    from .access.keys import Keys

    return Keys(setting("BOT_DATA_DIR"))


def _users() -> "Users":
    from .access.users import Users

    return Users(setting("BOT_DATA_DIR"))


def _days(value: str) -> int:
    if not value.isdigit() or not 1 <= int(value) <= 3650:
        raise argparse.ArgumentTypeError("hãy đặt số ngày từ 1 đến 3650")
    return int(value)


def _make(options: argparse.Namespace) -> None:
    key, text = _keys().make(options.label, options.days)
    print(f"Khóa {key.id} ({key.label}){', hết hạn ' + key.expires[:10] if key.expires else ''}. Hãy chép ngay, khóa không được lưu và không xem lại được:")
    print(text)


def _list_keys(_: argparse.Namespace) -> None:
    found = _keys().listed()
    for key in found:
        print(f"{key.id}  {_state(key):28}  tạo {key.created[:10]}  {key.label}")
    if not found:
        print("Chưa có khóa nào.")


def _state(key: "Key") -> str:
    if key.revoked:
        return f"đã thu hồi {key.revoked[:10]}"
    if not key.valid:
        return f"đã hết hạn {(key.expires or '')[:10]}"
    return f"đến {key.expires[:10]}" if key.expires else "đang dùng"


def _revoke(options: argparse.Namespace) -> None:
    key = _keys().revoke(options.id)
    print(f"Đã thu hồi khóa {key.id} ({key.label}).")


def _add_user(options: argparse.Namespace) -> None:
    users = _users()
    print(f"Người dùng {users.put(options.name, _password(getpass.getpass if sys.stdin.isatty() else _line))} đăng nhập được.")


def _password(ask: Callable[[str], str]) -> str:
    password = ask("Mật khẩu: ")
    if sys.stdin.isatty() and ask("Nhập lại mật khẩu: ") != password:
        raise UserError("Hai lần nhập mật khẩu không giống nhau; hãy chạy lại lệnh.")
    return password


def _line(_: str) -> str:
    return sys.stdin.readline().rstrip("\r\n")


def _list_users(_: argparse.Namespace) -> None:
    found = _users().listed()
    for name, changed in found:
        print(f"{name}  mật khẩu đặt {changed[:10]}")
    if not found:
        print("Chưa có người dùng nào.")


def _remove_user(options: argparse.Namespace) -> None:
    _users().remove(options.name)
    print(f"Đã bỏ người dùng {options.name}.")
