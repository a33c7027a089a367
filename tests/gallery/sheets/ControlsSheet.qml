pragma ComponentBehavior: Bound
import QtQuick
import Suishiban.Theme
import Suishiban.Components

/** The component sheet of the design's picture 16a: buttons, tiles, choices, exit, tags, steps. */
Rectangle {
    width: 1080
    height: 1920
    color: Theme.page

    Label {
        x: 48
        y: 28
        width: 984
        role: "title"
        text: "按钮、卡片与选择的状态"
    }

    Label {
        x: 48
        y: 108
        width: 984
        role: "small"
        text: "有“键沿”的才能按；按下时键沿变薄、面往下 4 px"
        color: Theme.ink2
    }

    Repeater {
        model: ["默认", "按下", "焦点", "不可用", "加载中"]

        Label {
            required property string modelData
            required property int index

            x: 48 + index * 201.6
            y: 164
            width: 177
            align: Text.AlignHCenter
            role: "caption"
            text: modelData
            color: Theme.ink2
        }
    }

    Repeater {
        model: [["primary", "下一步"], ["secondary", "返回"], ["quiet", "修改"], ["danger", "撤回"]]

        Item {
            id: line

            required property var modelData
            required property int index

            y: 212 + index * 140

            Repeater {
                model: 5

                Button {
                    required property int index

                    objectName: "sheet-" + line.modelData[0] + "-" + index
                    x: 48 + index * 201.6
                    width: 177
                    height: 112
                    kind: line.modelData[0]
                    labelRole: "button"
                    labelSize: 36
                    iconSize: 40
                    gap: 10
                    padding: 6
                    text: line.modelData[1]
                    held: index === 1
                    showFocus: index === 2
                    enabled: index !== 3
                    loading: index === 4
                    loadingText: "请稍等"
                }
            }
        }
    }

    Label {
        x: 48
        y: 792
        role: "section"
        text: "事项卡片"
    }

    Repeater {
        model: 4

        Tile {
            required property int index

            objectName: "sheet-tile-" + index
            x: 48 + index * 252
            y: 856
            height: 130
            icon: "car"
            title: "交通车辆"
            caption: index === 3 ? "8:00 后可办" : ""
            held: index === 1
            showFocus: index === 2
            enabled: index !== 3
        }
    }

    Label {
        x: 48
        y: 1012
        role: "section"
        text: "单选"
    }

    Repeater {
        model: 4

        Choice {
            required property int index

            objectName: "sheet-choice-" + index
            x: 48 + (index % 2) * 504
            y: 1076 + Math.floor(index / 2) * 160
            width: 480
            height: 132
            title: index % 2 === 0 ? "自己来取" : "邮寄到家"
            text: index === 3 ? "外省暂不能寄" : ""
            selected: index === 1
            showFocus: index === 2
            enabled: index !== 3
        }
    }

    Label {
        x: 48
        y: 1392
        role: "section"
        size: 36
        text: "退出键：平时、最后 30 秒；开关：已打开"
    }

    ExitButton {
        x: 48
        y: 1456
        secondsLeft: 72
    }

    ExitButton {
        x: 444
        y: 1456
        secondsLeft: 24
    }

    Button {
        objectName: "sheet-toggle"
        x: 840
        y: 1458
        width: 192
        height: 100
        icon: "text-aa"
        iconSize: 44
        gap: 8
        text: "大字版"
        labelSize: 34
        face: Theme.a100
        edge: Theme.a600
        ink: Theme.a700
    }

    Label {
        x: 48
        y: 1584
        role: "section"
        size: 36
        text: "状态标签（平的，不能按）"
    }

    Row {
        x: 48
        y: 1648
        spacing: 20

        Chip {
            size: 32
            text: "免提交"
            icon: "check-circle"
            tone: "ok"
        }

        Chip {
            size: 32
            text: "需拍摄"
            icon: "camera"
            tone: "warn"
        }

        Chip {
            size: 32
            text: "审核中"
            icon: "hourglass-medium"
            tone: "info"
        }

        Chip {
            size: 32
            text: "没通过"
            icon: "x-circle"
            tone: "err"
        }

        Chip {
            size: 32
            text: "到窗口办"
            icon: "map-pin"
            tone: "neutral"
        }
    }

    StepBar {
        y: 1744
        matter: "社会保障卡补领"
        progress: "第 3 步，共 6 步"
        steps: ["核验身份", "填写信息", "提交材料", "签名确认", "缴费", "提交"].map((label, i) => ({
                    label: label,
                    state: i < 2 ? "done" : i === 2 ? "now" : "next"
                }))
    }
}
