import QtQuick
import Suishiban.Theme

/** The bar with the one primary action, and at most one other way on its left. */
Item {
    id: bar

    signal primary
    signal secondary

    property string text
    property string icon
    property int labelSize: Theme.roles[kind === "primary" ? "primary" : "question"].size
    property bool iconFill: false
    property bool iconLast: icon === "arrow-right"
    property string kind: "primary"
    property bool primaryEnabled: true
    property bool loading: false
    property string loadingText: text
    property string secondaryText
    property string secondaryIcon
    property string secondaryKind: "secondary"
    property bool secondaryEnabled: true
    property int secondaryWidth: Theme.elder ? 360 : 288

    x: Theme.margin
    /** Where it lies in a body that reach mode has moved; 0 on a sheet. */
    property real shift: Theme.reachShift
    y: Theme.actionY - shift
    z: 1
    width: Theme.content
    height: Theme.actionHeight

    // What of the body would show around the buttons lies in the other half.
    Rectangle {
        visible: bar.shift > 0
        x: -bar.x
        y: -24
        width: 1080
        height: Theme.footerY - Theme.actionY + 24
        color: Theme.page
    }

    Button {
        objectName: "primaryAction"
        visible: bar.text !== ""
        enabled: bar.primaryEnabled
        anchors.right: parent.right
        width: bar.secondaryText === "" ? parent.width : parent.width - bar.secondaryWidth - Theme.gutter
        height: parent.height
        kind: bar.kind
        labelRole: bar.kind === "primary" ? "primary" : "question"
        labelSize: bar.labelSize
        text: bar.text
        icon: bar.icon
        iconFill: bar.iconFill
        iconLast: bar.iconLast
        loading: bar.loading
        loadingText: bar.loadingText
        onTapped: bar.primary()
    }

    Button {
        objectName: "secondaryAction"
        visible: bar.secondaryText !== ""
        enabled: bar.secondaryEnabled
        width: bar.secondaryWidth
        height: parent.height
        kind: bar.secondaryKind
        text: bar.secondaryText
        icon: bar.secondaryIcon
        onTapped: bar.secondary()
    }
}
