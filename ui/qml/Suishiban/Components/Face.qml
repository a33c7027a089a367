import QtQuick
import Suishiban.Theme

/** A rating face, 1 (very bad) to 5 (very good); eyes and mouth differ, not only colour. */
Image {
    property int score: 3
    property int size: 100

    width: size
    height: size
    sourceSize: Qt.size(size, size)
    source: `image://art/${Theme.night ? "night-" : ""}face-${score}`
    Accessible.ignored: true
}
