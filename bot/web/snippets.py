"""The page "Nhúng vào cổng thông tin": snippets that work, and what the portal must allow, in both languages."""

from html import escape

from index.settings import setting

from .origins import Origins
from .pages import chat_url, page
from .texts import VI, Texts

_EXAMPLE = "https://cong.example.gov.vn https://*.example.gov.vn"
# Attribute, example, what it does.
_ATTRIBUTES = (
    ("data-position", "right, left", {"vi": "Góc màn hình đặt nút; mặc định right.", "en": "Corner of the button; right unless told."}),
    ("data-colour", "#0b4f8a", {"vi": "Màu nền của nút; cần đủ tương phản với chữ trắng.", "en": "The button's colour; white letters must stand out on it."}),
    ("data-label", "Hỏi đáp văn bản", {"vi": "Chữ trên nút.", "en": "What the button says."}),
    ("data-greeting", "Xin chào anh/chị", {"vi": "Lời chào trong khung hỏi đáp.", "en": "A greeting in the frame."}),
    ("data-questions", "Câu hỏi 1|Câu hỏi 2", {"vi": "Câu hỏi gợi ý, cách nhau bằng dấu |.", "en": "Questions to suggest, separated by |."}),
    ("data-document", "ket-luan-143-kl-tu", {"vi": "Chỉ hỏi văn bản có mã này (mã ở /api/v1/documents).", "en": "Ask this document only (ids: /api/v1/documents)."}),
    ("data-token-url", "/hoi-dap/ma", {"vi": "Địa chỉ trên cổng trả về mã của người đang đăng nhập (mục 5).", "en": "Address on the portal that gives its user's token (section 5)."}),
    ("data-lang", "vi, en", {"vi": "Ngôn ngữ của giao diện; mặc định vi.", "en": "Language of the interface; vi unless told."}),
)
_PAGE = {
    "vi": """<h2>1. Cho phép cổng thông tin</h2>
<p>Người quản trị dịch vụ đặt biến môi trường <code>BOT_ALLOWED_ORIGINS</code> gồm nguồn của cổng thông tin (có https://, không có đường dẫn), đặt
<code>BOT_PUBLIC_URL</code> là địa chỉ công bố của dịch vụ, rồi khởi động lại. Nguồn không có trong danh sách không mở được khung, không gọi được API. Đang cho phép:</p><ul>{allowed}</ul>
<pre>BOT_ALLOWED_ORIGINS="{example}"</pre>
<h2>2. Trang HTML</h2>
<p>Dán một thẻ vào cuối thân trang; nút hỏi đáp hiện ở góc màn hình:</p>
<pre id="the-script">{script}</pre>
<p>Các thuộc tính tùy chọn của thẻ:</p><dl>{rows}</dl>
<p>Hoặc đặt khung ngay trong trang. Khung đặt bằng tay không giữ được cuộc hỏi đáp khi tải lại trang trong trình duyệt chặn lưu trữ của trang khác; thẻ ở trên thì giữ được:</p>
<pre id="the-iframe">{frame}</pre>
<p>Trang nhúng có thể gọi <code>hoiDap.open()</code>, <code>hoiDap.close()</code> và, chẳng hạn khi người dùng đăng xuất, <code>hoiDap.reset()</code> để xóa cuộc hỏi đáp.</p>
<h2>3. Chính sách bảo mật nội dung (CSP) của cổng</h2>
<p>Nếu cổng gửi tiêu đề (header) Content-Security-Policy, hãy thêm nguồn của dịch vụ vào hai chỉ thị; không cần <code>unsafe-inline</code>:</p>
<pre id="csp">{policy}</pre>
<h2>4. Hệ quản trị nội dung</h2>
<p><strong>Liferay.</strong> Thêm thẻ vào phần JavaScript cuối trang của Page hoặc Site (Configuration › Advanced), hoặc dùng một Fragment HTML.
Nếu bật Content Security Policy của Liferay, thêm nguồn dịch vụ vào <code>script-src</code> và <code>frame-src</code>.</p>
<p><strong>WordPress.</strong> Người có quyền <code>unfiltered_html</code> dán thẻ vào khối Custom HTML; với quyền thấp hơn, WordPress bỏ thẻ script và iframe,
khi đó thêm thẻ vào mẫu chân trang của giao diện (<code>wp_footer</code>). Tiện ích gộp hoặc trì hoãn JavaScript phải bỏ qua <code>widget.js</code>, vì nó đọc địa chỉ của chính thẻ.</p>
<p>Trình duyệt chặn nội dung http trong trang https: cổng dùng https thì dịch vụ cũng phải dùng https.
Nếu không thấy nút: mở bảng mạng (Network) của trình duyệt; <code>widget.js</code> trả về 403 nghĩa là nguồn của trang chưa có trong danh sách.
Nếu cổng đặt <code>Referrer-Policy: no-referrer</code>, nút vẫn hoạt động; danh sách nguồn vẫn chặn khung ở nơi khác.</p>
<h2>5. Người dùng của cổng</h2>
<p>Để dịch vụ biết người dùng mà không cần cookie của trang khác, cổng ký cho mỗi người một mã ngắn hạn (JWT, HS256) bằng bí mật chung
<code>BOT_PORTAL_SECRET</code>, và trả mã dạng chữ tại một địa chỉ chỉ người đã đăng nhập cổng gọi được:</p>
<pre id="claims">{claims}</pre>
<p><code>sub</code> là tên người dùng (chỉ để đếm lượt hỏi, không lưu lại), <code>iat</code> và <code>exp</code> tính bằng giây từ 1970, cách nhau không quá {minutes} phút
(<code>BOT_TOKEN_MINUTES</code>). Khung tự lấy mã mới khi mã cũ hết hạn. Thẻ khi ấy:</p>
<pre id="the-script-with-token">{with_token}</pre>""",
    "en": """<h2>1. Allow the portal</h2>
<p>The service's administrator puts the portal's origin (with https://, without a path) into <code>BOT_ALLOWED_ORIGINS</code>, the service's published address
into <code>BOT_PUBLIC_URL</code>, and starts it again. An origin that is not on the list can neither frame the chat nor call the API. Allowed now:</p><ul>{allowed}</ul>
<pre>BOT_ALLOWED_ORIGINS="{example}"</pre>
<h2>2. An HTML page</h2>
<p>Put one tag at the end of the page's body; the button stands in a corner:</p>
<pre id="the-script">{script}</pre>
<p>What the tag can be told:</p><dl>{rows}</dl>
<p>Or put the frame into the page itself. In a browser that denies storage to other sites' frames, such a frame loses the conversation with a reload; the tag above keeps it:</p>
<pre id="the-iframe">{frame}</pre>
<p>The page may call <code>hoiDap.open()</code>, <code>hoiDap.close()</code> and, when a reader logs out for instance, <code>hoiDap.reset()</code>, which clears the conversation.</p>
<h2>3. The portal's Content-Security-Policy</h2>
<p>Where the portal sends this header, add the service to two directives; <code>unsafe-inline</code> is not needed:</p>
<pre id="csp">{policy}</pre>
<h2>4. Content management systems</h2>
<p><strong>Liferay.</strong> Put the tag into the JavaScript of a Page or Site (Configuration › Advanced), or into an HTML Fragment.
With Liferay's Content Security Policy on, add the service to <code>script-src</code> and <code>frame-src</code>.</p>
<p><strong>WordPress.</strong> Who has <code>unfiltered_html</code> puts the tag into a Custom HTML block; from others WordPress takes script and iframe away:
then it goes into the theme's footer (<code>wp_footer</code>). A plug-in that joins or delays JavaScript must leave <code>widget.js</code> alone, since it reads its own tag's address.</p>
<p>Browsers block http inside https: a portal on https needs the service on https.
No button? Open the browser's network panel: 403 for <code>widget.js</code> means that the page's origin is not on the list.
With <code>Referrer-Policy: no-referrer</code> the button still works, and the list still keeps the frame from other sites.</p>
<h2>5. The portal's users</h2>
<p>For the service to know a user without a third party's cookie, the portal signs a short-lived token (JWT, HS256) for each with the secret that both have,
<code>BOT_PORTAL_SECRET</code>, and gives it as plain text at an address that only its logged-in users can call:</p>
<pre id="claims">{claims}</pre>
<p><code>sub</code> is the user's name (to count questions by; it is not kept), <code>iat</code> and <code>exp</code> are seconds since 1970, no more than {minutes} minutes apart
(<code>BOT_TOKEN_MINUTES</code>). The frame fetches a new one when the old one ends. The tag then:</p>
<pre id="the-script-with-token">{with_token}</pre>""",
}
_CLAIMS = '{"aud": "hoi-dap", "sub": "nguyen.van.a", "iat": 1790000000, "exp": 1790000600}'
_NONE = {"vi": "Chưa có nguồn nào: hiện chỉ chính dịch vụ này mở được khung.", "en": "None: only the service's own pages can open the frame."}


def script_snippet(base: str) -> str:
    """The one tag that puts the launcher on a page."""
    return f'<script src="{base}/widget.js" async></script>'


def frame_snippet(base: str, texts: Texts) -> str:
    """A frame for a page that may not run a script of another origin; without inline style, which a CSP may forbid."""
    path = "embed/" if texts is VI else "embed/en/"
    return f'<iframe src="{base}/{path}" title="{texts.title}" allow="clipboard-write" width="100%" height="640" frameborder="0"></iframe>'


def snippets_page(base: str, origins: Origins, texts: Texts) -> str:
    """HTML; `base` is the address at which readers reach the service."""
    lang = texts.lang
    rows = "".join(f"<dt><code>{name}</code></dt><dd>{escape(meaning[lang])} <code>{escape(value)}</code></dd>" for name, value, meaning in _ATTRIBUTES)
    body = _PAGE[lang].format(
        allowed="".join(f"<li><code>{escape(entry)}</code></li>" for entry in origins.entries) or f"<li>{_NONE[lang]}</li>",
        example=escape(_EXAMPLE),
        script=escape(script_snippet(base)),
        rows=rows,
        frame=escape(frame_snippet(base, texts)),
        claims=escape(_CLAIMS),
        minutes=setting("BOT_TOKEN_MINUTES"),
        with_token=escape(script_snippet(base).replace("async", 'data-token-url="/hoi-dap/ma" async')),
        policy=escape(f"script-src {base}; frame-src {base}"),
    )
    return page(texts, texts.embedding, f'<p class="back"><a href="{chat_url(texts)}">← {texts.back_to_chat}</a></p>\n<h1>{texts.embedding}</h1>\n{body}')
