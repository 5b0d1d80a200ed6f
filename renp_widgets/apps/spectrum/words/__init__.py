"""What a picture shows, in words: plain text for captions, HTML for read-outs."""
