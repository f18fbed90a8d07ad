"""What leaves the office: drafts of mails and copy for a 公众号. Nothing here sends anything."""
