import QtQuick
import Suishiban.Theme

/** The shape of a row that is on its way; no shimmer. Shown for the first second only. */
Card {
    implicitWidth: Theme.content
    implicitHeight: 120

    Rectangle {
        x: 24
        width: 80
        height: 80
        radius: 16
        anchors.verticalCenter: parent.verticalCenter
        color: Theme.skeletonStrong
    }

    Rectangle {
        x: 128
        y: parent.height / 2 - 32
        width: parent.width * 0.366
        height: 30
        radius: 8
        color: Theme.skeletonStrong
    }

    Rectangle {
        x: 128
        y: parent.height / 2 + 12
        width: parent.width * 0.57
        height: 24
        radius: 8
        color: Theme.skeletonSoft
    }

    Rectangle {
        x: parent.width - 34 - width
        width: 150
        height: 44
        radius: 10
        anchors.verticalCenter: parent.verticalCenter
        color: Theme.skeletonStrong
    }
}
