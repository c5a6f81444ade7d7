module console_url

go 1.18
