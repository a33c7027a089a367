import QtQuick
import Suishiban.Theme

/** One Phosphor icon in one colour. Bold for actions, fill for objects and status; always beside a word. */
Image {
    id: icon

    property string name
    property int size: 48
    property bool fill: false
    property color color: Theme.a600

    width: size
    height: size
    sourceSize: Qt.size(size, size)
    visible: name !== ""
    source: name === "" ? "" : `image://icon/${name}/${fill ? "fill" : "bold"}/${String(color).slice(-6)}`
    smooth: true
    Accessible.ignored: true
}
