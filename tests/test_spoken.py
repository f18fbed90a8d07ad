"""What people and writing programs say about copy, and lines of copy that look alike."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bulletin.spoken import Talk, spoken

BY_SENDERS = """\
我们的稿子发您,麻烦看看
您好，稿子如下
请用这篇
王主任好，我们镇的信息，请查收
收到请回复
🎉以上,收到请回复👍
王主任，这是我们镇的稿子，请您审阅：
稿子发您，麻烦看看
好的，稿子改好了
辛苦了
请用这篇，昨天发的那篇作废
主任您好，这篇麻烦您把把关[抱拳]
老师，这是教育局的信息，辛苦审一下
@研究室小王 这篇能用吗
👍👍
主任，报一篇信息给您
领导好！
这是我们局这个月的稿件，请您指导。
收到请回复，谢谢！
以上信息当否，请审阅，如有不妥请批评指正。
下午好，材料报上，请审核~
麻烦您了[玫瑰]
老师好，附上本周信息一篇，烦请审阅，谢谢！
现将我局信息报上，请审核。
收到，已按您的意见修改，见下：
请用这篇。
各位领导：
李部长您好！我是石桥镇党建办小陈，现将我镇本月信息一篇发给您，请您抽空审阅，有什么问题随时联系我，电话13900000000。谢谢！
您好，附件是我乡本期稿件，请查收
张科，信息发您邮箱了，您看下行不行
老师您好，打扰了，报送一篇信息，请您斧正
各位老师好，这篇是双河村的做法，看看能不能用
领导，改好了，您再看看
好的主任，马上改
主任早上好，我把稿子重新改了一下，以这个为准
不好意思，刚才发错了，请用这份
以下是我们乡的稿件，请领导审阅
信息一篇，请审
稿子已按要求修改完，请查收附件
【石桥镇】报送信息一篇，请采用
请查收，谢谢
辛苦各位老师了！
发一篇稿子，请编辑老师多指导
现报送我街道信息一则，妥否，请批示。
OK，收到
嗯嗯好的
刘部长：您好！现将信息报上。
[文件] 东关街道信息.docx
""".splitlines()
BY_PROGRAMS = """\
以下是根据您的要求整理的稿件：
希望这份稿件对您有帮助！如需进一步修改，请告诉我。
好的，以下为您撰写一篇关于石桥镇人居环境整治的政务信息：
（字数：约800字）
当然可以！下面是一篇符合组工信息风格的稿件，供您参考：
以上稿件约300字，您可以根据实际情况调整数据。如果需要，我还可以为您生成更精简的版本。
好的，这是为您生成的信息稿：
以上内容仅供参考，请结合实际修改完善。
根据您提供的材料，我为您整理了以下信息稿：
**修改说明：**
已为您润色如下：
需要我再帮您拟几个备选标题吗？
希望这份稿件对您有帮助！如需调整，请随时告诉我。
以下是为您润色后的版本：
好的，我来帮您写一篇信息稿：
这是一篇根据您提供的素材撰写的简报，您可以直接使用：
（全文约650字）
全文共1200字左右
字数统计：约750字
如需调整篇幅或语言风格，请随时告诉我。
您可以根据实际情况补充具体数据和案例。
以上是修改后的稿件，如果您还有其他要求，请随时提出。
作为人工智能助手，我无法核实数据，请您自行核对。
如果您需要更正式或更简洁的版本，我可以再为您调整。
""".splitlines()
COPY = """\
“您好，水管家”服务进万家
请您来评：东关街道开门纳谏
谢谢您，老支书
请党放心，强国有我
石桥镇信息报送工作走在前列
您好，我想问社保怎么转。窗口人员当场演示，老人五分钟办完。
收到请求后两小时上门，夜间不超过四小时。
以下三问，是石桥镇选人时必答的题目：愿不愿干、能不能干、干得好不好。
根据您的意见改进工作，是石桥镇写在公开栏上的承诺，全年办理意见860条。
希望更多年轻人回乡，是村民的心声，也是镇党委下一步的重点。
教育局开发备课助手，教师说一句“请为我生成教案”，助手答“好的，以下是教案”，备课时间缩短一半。
感谢信
发到13855001234@139.com。
zgyjs@example.com
一封来信
请群众评一评
我为群众办实事
麻烦事变成暖心事
把好关 用好人
为您服务
帮您跑腿
具体做法如下：
以上情况，如有不妥，请指正。
现将重点工作完成情况报告如下，请审阅。
主要做法如下
以下是具体做法：
现将有关事项通知如下。
请各单位认真贯彻执行。
请认真组织学习。
稿件采用情况通报
关于报送信息的通知
信息报送先进单位
附件：1.报送情况表
感谢您的来信
你好，新同学
我们的信息员
请看我们村的变化
让您满意是我们的追求
希望各村结合实际，认真抓好落实。
特此报告。
联系电话：0550-7000000
2024年3月
稿费发放办法
“请您审阅”活动开展以来
改革发展材料
收到良好效果
我们一起来
您的需要 我的责任
我局报送信息36条，采用12条。
我镇上报信息120篇，采用36篇。
收到意见建议120条
收到建议12条，采纳8条。
好的材料
好的建议马上办。
有关材料已报送县委组织部审定。
请将报名材料发送至邮箱。
书记按照群众意见修改完善方案。
这个社区按照党委要求完善了工作方案。
各单位已按要求修改完善有关文件。
以上就是我镇的做法，请批评指正。
“谢谢您，书记！”
“书记，您看行不行？”
——您看行不行
""".splitlines()


@pytest.mark.parametrize("line", BY_SENDERS)
def test_what_a_sender_says(line: str) -> None:
    assert spoken(line) is Talk.BY_SENDER


@pytest.mark.parametrize("line", BY_PROGRAMS)
def test_what_a_writing_program_says(line: str) -> None:
    assert spoken(line) is Talk.BY_PROGRAM


@pytest.mark.parametrize("line", COPY)
def test_copy_that_looks_alike(line: str) -> None:
    assert spoken(line) is None


@pytest.mark.parametrize("line", ["[图片]", "【图片】", "[图片] [图片]", "［视频］"])
def test_where_a_picture_was(line: str) -> None:
    assert spoken(line) is Talk.FOR_A_PICTURE


@given(
    st.sampled_from(BY_SENDERS + BY_PROGRAMS), st.sampled_from(["　　{}", "**{}**", "{} ", "> {}"])
)
def test_however_it_is_set(line: str, look: str) -> None:
    assert spoken(look.format(line)) is spoken(line)


@given(
    st.sampled_from(["王主任", "李部长，", "各位老师，", "领导，"]),
    st.sampled_from(["稿子发您了", "我们镇的信息报上", "附上本周信息一篇", "这是修改后的稿件"]),
    st.sampled_from(["，请查收", "，麻烦看看", "，请您审阅", "，烦请把关，谢谢！", ""]),
)
def test_a_greeting_in_other_words(whom: str, what: str, please: str) -> None:
    assert spoken(whom.rstrip("，") + "，" + what + please) is Talk.BY_SENDER


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=8, max_size=40))
def test_words_to_nobody_are_copy(line: str) -> None:
    assert spoken(line.replace("请", "").replace("您", "").replace("好", "")) is not Talk.BY_PROGRAM
