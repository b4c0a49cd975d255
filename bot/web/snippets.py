"""The page "Nhúng vào cổng thông tin": snippets that work, and what the portal must allow."""

from html import escape

from .origins import Origins
from .pages import page
from .texts import VI

_ATTRIBUTES = (
    ("data-position", "right, left", "Góc màn hình đặt nút; mặc định right."),
    ("data-colour", "#0b4f8a", "Màu nền của nút; cần đủ tương phản với chữ trắng."),
    ("data-label", "Hỏi đáp văn bản", "Chữ trên nút."),
    ("data-greeting", "Xin chào anh/chị", "Lời chào trong khung hỏi đáp."),
    ("data-questions", "Câu hỏi 1|Câu hỏi 2", "Câu hỏi gợi ý, cách nhau bằng dấu |."),
    ("data-document", "ket-luan-143-kl-tu", "Chỉ hỏi văn bản có mã này (mã ở /api/v1/documents)."),
    ("data-lang", "vi, en", "Ngôn ngữ của giao diện; mặc định vi."),
)


def script_snippet(base: str) -> str:
    """The one tag that puts the launcher on a page."""
    return f'<script src="{base}/widget.js" async></script>'


def frame_snippet(base: str) -> str:
    """A frame for a page that may not run a script of another origin."""
    return f'<iframe src="{base}/embed/" title="Hỏi đáp văn bản" allow="clipboard-write" style="width:100%;height:40rem;border:0"></iframe>'


def snippets_page(base: str, origins: Origins) -> str:
    """HTML; `base` is the address at which this page was opened."""
    allowed = "".join(f"<li><code>{escape(entry)}</code></li>" for entry in origins.entries) or "<li>Chưa có nguồn nào: hiện chỉ chính dịch vụ này mở được khung.</li>"
    rows = "".join(f"<dt><code>{name}</code></dt><dd>{escape(meaning)} Ví dụ: <code>{escape(value)}</code></dd>" for name, value, meaning in _ATTRIBUTES)
    policy = f"script-src {base}; frame-src {base}"
    return page(
        VI,
        VI.embedding,
        f"""<p class="back"><a href="/">← {VI.back_to_chat}</a></p>
<h1>{VI.embedding}</h1>
<h2>1. Cho phép cổng thông tin</h2>
<p>Người quản trị dịch vụ đặt biến môi trường <code>BOT_ALLOWED_ORIGINS</code> gồm nguồn của cổng thông tin (có https://, không có đường dẫn), rồi khởi động lại.
Nguồn không có trong danh sách không mở được khung, không gọi được API. Đang cho phép:</p><ul>{allowed}</ul>
<pre>BOT_ALLOWED_ORIGINS="https://cong.example.gov.vn https://*.example.gov.vn"</pre>
<h2>2. Trang HTML</h2>
<p>Dán một thẻ vào cuối thân trang; nút hỏi đáp hiện ở góc màn hình:</p>
<pre id="the-script">{escape(script_snippet(base))}</pre>
<p>Các thuộc tính tùy chọn của thẻ:</p><dl>{rows}</dl>
<p>Hoặc đặt khung ngay trong trang:</p>
<pre id="the-iframe">{escape(frame_snippet(base))}</pre>
<p>Trang chủ của cổng có thể gọi <code>hoiDap.open()</code>, <code>hoiDap.close()</code> và <code>hoiDap.reset()</code>.</p>
<h2>3. Chính sách nội dung (CSP) của cổng</h2>
<p>Nếu cổng gửi đầu mục Content-Security-Policy, hãy thêm nguồn của dịch vụ vào hai chỉ thị; không cần <code>unsafe-inline</code>:</p>
<pre id="csp">{escape(policy)}</pre>
<h2>4. Hệ quản trị nội dung</h2>
<p><strong>Liferay.</strong> Thêm thẻ vào phần JavaScript cuối trang của Page hoặc Site (Configuration › Advanced), hoặc dùng một Fragment HTML.
Nếu bật Content Security Policy của Liferay, thêm nguồn dịch vụ vào <code>script-src</code> và <code>frame-src</code>.</p>
<p><strong>WordPress.</strong> Người có quyền <code>unfiltered_html</code> dán thẻ vào khối Custom HTML; với quyền thấp hơn, WordPress bỏ thẻ script và iframe,
khi đó thêm thẻ vào mẫu chân trang của giao diện (<code>wp_footer</code>). Tiện ích gộp hoặc trì hoãn JavaScript phải bỏ qua <code>widget.js</code>, vì nó đọc địa chỉ của chính thẻ.</p>
<p>Trình duyệt chặn nội dung http trong trang https: cổng dùng https thì dịch vụ cũng phải dùng https.
Nếu cổng đặt <code>Referrer-Policy: no-referrer</code>, nút vẫn hoạt động; danh sách nguồn vẫn chặn khung ở nơi khác.</p>""",
    )
