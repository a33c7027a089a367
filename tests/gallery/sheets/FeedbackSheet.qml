pragma ComponentBehavior: Bound
import QtQuick
import Suishiban.Theme
import Suishiban.Components

/** The component sheet of the design's picture 16b: fields, notes, waiting. */
Rectangle {
    width: 1080
    height: 1920
    color: Theme.page

    Label {
        x: 48
        y: 28
        width: 984
        role: "title"
        text: "输入、提示与加载的状态"
    }

    Repeater {
        model: [
            {
                text: "",
                help: "用来接收办件短信",
                status: ""
            },
            {
                text: "138 0",
                help: "还差 7 位",
                status: ""
            },
            {
                text: "138 0000",
                help: "少了 4 位，请补全",
                status: "error"
            },
            {
                text: "138 0000 6621",
                help: "正在核对",
                status: "checking"
            },
            {
                text: "138 0000 6621",
                help: "核对好了",
                status: "ok"
            },
            {
                text: "王＊国",
                help: "来自身份证，不用填",
                status: "locked"
            }
        ]

        TextField {
            required property var modelData
            required property int index

            objectName: "sheet-field-" + index
            x: 48 + (index % 2) * 504
            y: 124 + Math.floor(index / 2) * 220
            width: 480
            label: index === 5 ? "姓名" : "手机号"
            placeholder: "请输入 11 位手机号"
            text: modelData.text
            help: modelData.help
            status: modelData.status === "locked" ? "" : modelData.status
            locked: modelData.status === "locked"
            showFocus: index === 1
        }
    }

    Label {
        x: 48
        y: 788
        role: "section"
        size: 36
        text: "行内提示：发生了什么 + 怎么办"
    }

    Column {
        x: 48
        y: 848
        spacing: 17

        Repeater {
            model: [["info", "办完后短信通知您", "发到 138＊＊＊＊6621"], ["ok", "第 1 页拍好了", "翻到第 2 页，放好后点“拍这一页”"], ["warn", "纸上有反光", "把纸往左移一点，再拍一次"], ["err", "没有付款成功，没有扣钱", "请重新扫码，或换一种付款方式"]]

            Note {
                required property var modelData

                height: 136
                tone: modelData[0]
                title: modelData[1]
                text: modelData[2]
            }
        }
    }

    Label {
        x: 48
        y: 1458
        role: "section"
        size: 36
        text: "加载：先出骨架，1 秒后出文字，10 秒后给出路"
    }

    Skeleton {
        x: 48
        y: 1520
    }

    Waiting {
        x: 48
        y: 1652
        text: "正在查社保系统，一般 3 秒"
    }

    Waiting {
        x: 48
        y: 1764
        slow: true
        text: "比平时慢，还在试"
        help: "不想等，可以先存下来"
        wayText: "先存下来"
        wayIcon: "tray"
    }
}
