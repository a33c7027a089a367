pragma ComponentBehavior: Bound
import QtQuick
import Suishiban.Theme
import Suishiban.Components

/** The components of a visit that the design's sheets leave out. */
Rectangle {
    width: 1080
    height: 1920
    color: Theme.page

    CameraView {
        x: 48
        y: 40
        height: 520
        liveText: "实时画面"
        name: "高拍仪画面"
        corners: [[0.28, 0.05], [0.73, 0.04], [0.75, 0.93], [0.25, 0.94]]
        callout: ({
                x: 0.52,
                y: 0.28,
                w: 0.17,
                h: 0.17,
                text: "这里反光"
            })
    }

    QualityChips {
        x: 48
        y: 584
        checks: [
            {
                text: "看得清",
                state: "ok"
            },
            {
                text: "四个角都在",
                state: "ok"
            },
            {
                text: "有反光，往左移一点",
                state: "warn"
            }
        ]
    }

    SignaturePad {
        x: 48
        y: 692
        height: 330
        name: "签名区"
        hint: "签名区"
        doneText: "已签名"
        Component.onCompleted: strokes = [[[120, 60, 0], [300, 80, 40], [320, 180, 90]], [[420, 60, 300], [420, 220, 360]]]
    }

    Card {
        x: 48
        y: 1046
        width: 480
        height: 300

        ReceiptSlot {
            x: 40
            y: 14
            title: "随时办 业务受理回执"
            stamp: "x"
            lines: [
                {
                    label: "办件编号",
                    value: "9901 2511 2200 0023"
                },
                {
                    label: "事项",
                    value: "社会保障卡补领"
                },
                {
                    label: "受理",
                    value: "11月22日 09:52"
                },
                {
                    label: "办结",
                    value: "3 个工作日内"
                }
            ]
        }
    }

    QrCode {
        x: 560
        y: 1046
        size: 296
        text: "https://example.invalid/case/9901"
        name: "二维码"
    }

    KioskMap {
        x: 856
        y: 1046
        part: "id"
    }

    RatingTiles {
        x: 48
        y: 1366
    }

    Card {
        x: 48
        y: 1622
        width: 984
        height: 168

        PrefilledRow {
            label: "姓名"
            value: "王＊国"
            source: "身份证"
        }

        PrefilledRow {
            y: 84
            label: "参保状态"
            value: "正常参保"
            source: "社保系统"
            origin: "government"
            sourceIcon: "bank"
            last: true
        }
    }

    Row {
        x: 48
        y: 1806
        spacing: 24

        Skeleton {
            width: 480
            height: 96
        }

        NetworkChip {
            network: "offline"
        }

        NetworkChip {
            network: "down"
        }
    }
}
