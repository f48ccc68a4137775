"""The failure queue: its messages, each once, none lost."""

import email.utils
import time

# How long a message is not seen by others while this program has it. Where the program is killed, that is how long the
# messages that it had are away.
VISIBILITY_SECONDS = 900
# An answer that waits for messages has asked all of SQS's servers, so if it is empty the queue is.
WAIT_SECONDS = 3
# The largest number of messages in one request.
BATCH = 10


class FailureQueue:
    """Hands out messages. Those that are not deleted are back in the queue when the block ends."""

    def __init__(self, sqs, url):
        self.sqs = sqs
        self.url = url
        self.kept = {}

    def __enter__(self):
        attributes = self.sqs.get_queue_attributes(
            QueueUrl=self.url, AttributeNames=["ApproximateNumberOfMessages"]
        )
        self.about = int(attributes["Attributes"]["ApproximateNumberOfMessages"])
        self.start = server_time(attributes)
        return self

    def __exit__(self, *_):
        receipts = list(self.kept.values())
        for at in range(0, len(receipts), BATCH):
            entries = [
                {"Id": str(number), "ReceiptHandle": receipt, "VisibilityTimeout": 0}
                for number, receipt in enumerate(receipts[at : at + BATCH])
            ]
            self.sqs.change_message_visibility_batch(QueueUrl=self.url, Entries=entries)

    def messages(self):
        """Each message once, as its ID and body. A message that came after the start, as that of an event that failed again,
        is left alone."""
        seen = set()
        while True:
            answer = self.sqs.receive_message(
                QueueUrl=self.url,
                MaxNumberOfMessages=BATCH,
                VisibilityTimeout=VISIBILITY_SECONDS,
                WaitTimeSeconds=WAIT_SECONDS,
                MessageSystemAttributeNames=["SentTimestamp"],
            )
            received = answer.get("Messages", [])
            if not received:
                return
            new = []
            for message in received:
                identity = message["MessageId"]
                self.kept[identity] = message["ReceiptHandle"]
                is_older = int(message["Attributes"]["SentTimestamp"]) <= self.start
                if identity not in seen and is_older:
                    new.append((identity, message["Body"]))
                seen.add(identity)
            yield from new

    def delete(self, identity):
        self.sqs.delete_message(QueueUrl=self.url, ReceiptHandle=self.kept.pop(identity))


def server_time(answer):
    """The end of the second that an answer was given in, in milliseconds; this computer's clock may be wrong."""
    try:
        date = email.utils.parsedate_to_datetime(answer["ResponseMetadata"]["HTTPHeaders"]["date"])
        return int(date.timestamp() * 1000) + 999
    except (KeyError, TypeError, ValueError):
        return int(time.time() * 1000)
