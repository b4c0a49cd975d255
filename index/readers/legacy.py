"""Texts typed in TCVN3 or VNI letters, the encodings from before Unicode.

Such a file opens without an error and shows nonsense ("Céng hßa x· héi"), so it is recognised
by letters that never meet in Vietnamese or English words.
"""

import re

# TCVN3 puts đ, ă, ê, ô … on Latin-1 signs: a letter touches ®, µ, ¸, ¶, ·, ¨, ©, ª, «, ¬, ­ …
_TCVN3 = re.compile(r"[A-Za-z][µ¸¶·¹¨©®ª«¬­»¾¼½¢£¤¥¦§]|[®µ¸¶·¹¨©ª«¬­¢£¤¥§][A-Za-z]|[a-z][ÊËÌÎÏÐÑÒÓÖ×ÞßÆÇ](?=[a-z\s])")
# VNI writes a vowel and then its mark as a second letter (aù, eâ, öô), and ñ for đ.
_VNI = re.compile(r"[aeoöôyAEOÖÔY][ùøûõïÙØÛÕÏ]|[aeoAEO][âåäáàãêéèúüëÂÅÄÁÀÃÊÉÈ](?![a-z]*[ạ-ỹ])|ñ[aeioöôuy]|[öÖ][aôn]")
_UNICODE_VIETNAMESE = re.compile(r"[ạ-ỹẠ-ỸăđơưĂĐƠƯ]")


def encoding_of(text: str) -> str | None:
    """'TCVN3' or 'VNI' where the text is typed in it, else None."""
    words = len(text.split())
    if words < 5 or len(_UNICODE_VIETNAMESE.findall(text)) > 0.05 * words:
        return None
    for name, pattern in (("TCVN3", _TCVN3), ("VNI", _VNI)):
        if len(pattern.findall(text)) > 0.15 * words:
            return name
    return None


def message(name: str, encoding: str) -> str:
    return (
        f"{name}: văn bản gõ bằng bảng mã {encoding} cũ, không phải Unicode; "
        "hãy chuyển sang Unicode (ví dụ bằng UniKey Toolkit) rồi lập chỉ mục lại."
    )
