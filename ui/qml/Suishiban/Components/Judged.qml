import QtQuick

/** What stood in a field when it was last answered, or said to be wrong: what is being put right is not called wrong any more. */
QtObject {
    id: judged

    /** Each new one judges what stands there then. */
    required property var view
    required property string shown
    readonly property bool stands: shown === text
    property string text

    Component.onCompleted: Qt.callLater(judge)
    onViewChanged: Qt.callLater(judge)

    function judge(): void {
        text = shown;
    }
}
