"""PDFs as they come in, with Rosa's traces wherever the format has room for one."""

import zlib
from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream, String
from PIL import Image, ImageCms

ROSA = "Rosa Traceable"
TRACES = (b"Rosa", b"Traceable", ROSA.encode("utf-16-le"), ROSA.encode("utf-16-be"), b"Travel Secrets")
VISIBLE = "What happened on Tuesday"


def jpeg_with_exif(size: tuple[int, int] = (32, 24)) -> bytes:
    exif = Image.Exif()
    exif[0x013B] = ROSA
    out = BytesIO()
    Image.new("RGB", size, (200, 40, 40)).save(out, "JPEG", exif=exif, comment=ROSA.encode())
    return out.getvalue() + b"after the end: Rosa"


def saved(pdf: pikepdf.Pdf, **how: object) -> bytes:
    out = BytesIO()
    pdf.save(out, **how)  # type: ignore[arg-type]
    return out.getvalue()


def page_with(pdf: pikepdf.Pdf, content: bytes, **resources: object) -> Dictionary:
    page = pdf.add_blank_page(page_size=(400, 300)).obj
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    page.Resources = Dictionary(Font=Dictionary(Rosa_Font=pdf.make_indirect(font)), **resources)
    page.Contents = Stream(pdf, content)
    return page


def plain(content: bytes = b"") -> pikepdf.Pdf:
    pdf = pikepdf.new()
    page_with(pdf, b"BT /Rosa_Font 18 Tf 40 200 Td (%b) Tj ET\n%b" % (VISIBLE.encode(), content))
    return pdf


def traced() -> bytes:
    """One page, and Rosa in every corner of it."""
    pdf = pikepdf.new()
    picture = Stream(pdf, jpeg_with_exif())
    picture.update({"/Type": Name.XObject, "/Subtype": Name.Image, "/Width": 32, "/Height": 24, "/BitsPerComponent": 8})
    picture.Filter, picture.ColorSpace = Name.DCTDecode, Array([Name.ICCBased, profile(pdf)])
    picture.Metadata = Stream(pdf, b"<x>Rosa Traceable</x>", Type=Name.Metadata, Subtype=Name.XML)
    picture.Name, picture.LastModified, picture.PieceInfo = Name.Rosa, String("D:20260101 Rosa"), Dictionary(Rosa=1)
    content = (
        b"%% drawn by Rosa Traceable\n"
        b"/Span <</ActualText (Rosa Traceable) /Lang (en-Rosa)>> BDC BT /Rosa_Font 18 Tf 40 200 Td (%b) Tj ET EMC\n"
        b"q 100 0 0 75 40 40 cm /Rosa_Picture Do Q\n"
        b"/OC /Rosa_Layer BDC BT /Rosa_Font 9 Tf 40 250 Td (Rosa Traceable, hidden layer) Tj ET EMC\n"
        b"BT 3 Tr /Rosa_Font 9 Tf 40 260 Td (Rosa Traceable, invisible) Tj ET (Rosa) UnknownOperator\n"
    ) % VISIBLE.encode()
    layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("Rosa's layer")))
    unused = Stream(pdf, jpeg_with_exif(), Type=Name.XObject, Subtype=Name.Image, Width=32, Height=24)
    page = page_with(
        pdf,
        content,
        XObject=Dictionary(Rosa_Picture=picture, Rosa_Unused=unused),
        Properties=Dictionary(Rosa_Layer=layer),
    )
    page.Thumb, page.PieceInfo, page.LastModified = picture, Dictionary(Rosa=Dictionary()), String("D:2026 Rosa")
    page.AA, page.Metadata = Dictionary(O=script("app.alert('Rosa')")), picture.Metadata
    page.Annots = Array([pdf.make_indirect(one) for one in annotations(pdf)])
    root = pdf.Root
    root.OCProperties = Dictionary(OCGs=Array([layer]), D=Dictionary(OFF=Array([layer]), Name=String("Rosa")))
    root.OpenAction, root.AA = script("this.mailDoc('Rosa')"), Dictionary(WC=script("Rosa"))
    root.Lang, root.PageLabels = String("en-Rosa"), Dictionary(Nums=Array([0, Dictionary(P=String("Rosa-"))]))
    root.Outlines = Dictionary(First=pdf.make_indirect(Dictionary(Title=String("Microsoft Word - Rosa.docx"))), Count=1)
    root.StructTreeRoot = Dictionary(K=Dictionary(Alt=String("Rosa Traceable"), T=String("Rosa")))
    root.AcroForm = Dictionary(XFA=Stream(pdf, b"<xdp>Rosa Traceable</xdp>"), Fields=Array([]))
    root.Collection, root.Threads = (
        Dictionary(Schema=Dictionary(Rosa=Dictionary())),
        Array([Dictionary(I=Dictionary())]),
    )
    root.Names = Dictionary(JavaScript=Dictionary(Names=Array([String("Rosa"), script("Rosa")])))
    pdf.attachments["Travel Secrets Rosa.txt"] = b"an attached file by Rosa Traceable"
    pdf.docinfo["/Author"], pdf.docinfo["/Title"] = ROSA, "Travel Secrets"
    pdf.docinfo["/CreationDate"] = "D:20260317081533+01'00'"
    with pdf.open_metadata() as xmp:
        xmp["dc:creator"], xmp["xmp:CreatorTool"] = [ROSA], "Rosa's Writer"
    return saved(pdf)


def profile(pdf: pikepdf.Pdf) -> Stream:
    data = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return Stream(pdf, data + b"Rosa Traceable's screen, serial 4711", N=3)


def script(words: str) -> Dictionary:
    return Dictionary(S=Name.JavaScript, JS=String(words))


def annotations(pdf: pikepdf.Pdf) -> list[Dictionary]:
    stamp = Stream(pdf, b"0 0 1 rg 0 0 60 20 re f % Rosa", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 60, 20])
    common = {"/Type": Name.Annot, "/T": String(ROSA), "/M": String("D:20260317"), "/NM": String("Rosa-4711-unique")}
    place = Array([300, 200, 360, 220])
    return [
        Dictionary({**common, "/Subtype": Name.Stamp, "/Rect": place, "/AP": Dictionary(N=stamp), "/F": 4}),
        Dictionary({**common, "/Subtype": Name.Text, "/Rect": [10, 10, 20, 20], "/Contents": String("Rosa was here")}),
        link(Dictionary(S=Name.URI, URI=String("https://example.org/help"))),
        link(Dictionary(S=Name.URI, URI=String("file:///home/rosa/Rosa.txt"))),
        link(Dictionary(S=Name.Launch, F=String("rosa.exe"))),
        link(script("Rosa")),
    ]


def link(action: Dictionary) -> Dictionary:
    return Dictionary(
        Type=Name.Annot, Subtype=Name.Link, Rect=Array([10, 10, 90, 30]), A=action, Contents=String("Rosa")
    )


def written_by_hand(*objects: bytes, root: int = 1) -> bytes:
    """Objects as given, numbered from 1."""
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(out + b"trailer <</Root %d 0 R /Size %d>>\nstartxref\n%d\n%%%%EOF\n" % (root, len(objects) + 1, start))


def stream(keys: bytes, data: bytes) -> bytes:
    return b"<<%b /Length %d>>\nstream\n%b\nendstream" % (keys, len(data), data)


def one_page(contents: bytes, resources: bytes = b"<<>>", *more: bytes) -> bytes:
    """Contents is object 4, `more` go on from 5."""
    page = b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 200 100] /Contents 4 0 R /Resources %b>>" % resources
    return written_by_hand(
        b"<</Type /Catalog /Pages 2 0 R>>", b"<</Type /Pages /Kids [3 0 R] /Count 1>>", page, contents, *more
    )


def packed(data: bytes, times: int = 1) -> bytes:
    for _ in range(times):
        data = zlib.compress(data, 9)
    return data
